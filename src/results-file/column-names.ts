/** How a column's name reads whatever tool wrote it: `params_n_units` and `config/nUnits` are `n_units`. */
export interface ColumnName {
  /** As the file has it. */
  readonly full: string;
  /** Without what a tool puts before it. */
  readonly bare: string;
  /** The bare name's words in lower case. */
  readonly words: readonly string[];
  /** The words with `_` between them. */
  readonly key: string;
  /** What the tool's prefix says of it. */
  readonly says: 'parameter' | 'result' | 'attribute' | null;
}

/** Optuna, MLflow, Ray Tune, scikit-learn, and W&B's dictionaries. */
const PREFIXES: readonly (readonly [RegExp, Exclude<ColumnName['says'], null>])[] = [
  [
    /^(params?_(?!(count|total|num|number|size|[mkgb]|millions?)$)|params\.|config[./]|hyperparameters[./]|hparams[./]|hp[./])(?=.)/,
    'parameter',
  ],
  [/^(values?_|metrics?[./]|summary[./])(?=.)/, 'result'],
  [/^(user_attrs_|system_attrs_|tags\.|attributes[./])(?=.)/, 'attribute'],
];

export function columnName(full: string): ColumnName {
  const [prefix, says] =
    PREFIXES.map(([pattern, meaning]) => [pattern.exec(full)?.[0], meaning] as const).find(
      ([found]) => found !== undefined,
    ) ?? [];
  const bare = full.slice(prefix?.length ?? 0);
  const words = wordsOf(bare);
  return { full, bare, words, key: words.join('_'), says: says ?? null };
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll('%', ' percent ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Of the run's seed, the surest first. */
const SEEDS: readonly RegExp[] = [
  /^seed$/,
  /^(random|rng|run|global|manual|torch|np|numpy|model|train|training|trial|init)_seed$/,
  /^random_state$/,
  /^seed_(id|index|number|no)$/,
  /^(cv_)?fold(_id|_index)?$/,
  /^(repeat|repetition|replicate|replication|rep|repeat_id)$/,
];

/** 0 for the surest; null for a column that names no seed. */
export function seedRank({ key }: ColumnName): number | null {
  const rank = SEEDS.findIndex((pattern) => pattern.test(key));
  return rank < 0 ? null : rank;
}

/** Also a seed that may not be the run's, as `data_seed`: it never tells configurations apart. */
export function isSeed(name: ColumnName): boolean {
  return seedRank(name) !== null || name.words.includes('seed');
}

export function isState({ key }: ColumnName): boolean {
  return /^((run|trial)_)?(state|status)$/.test(key);
}

const FLOP_WORDS = /^[kmgtp]?(flops?|macs?|madds?|fmas?)$/;
const COUNT_WORDS = /^(n|num|number|of|total|trainable|non|model|count|size|[kmgtb]|millions?)$/;
const PARAM_WORDS = /^(n|num)?(params?|parameters?)$/;

/**
 * What is known before training, or measured of a model, by how surely it is the cost that is meant:
 * 0 FLOPs or multiply-adds of a forward pass, 1 parameters, 2 FLOPs of a training, 3 a latency,
 * 4 any other time, memory or price, which is never taken unasked.
 */
export function costRank({ words, key }: ColumnName): 0 | 1 | 2 | 3 | 4 | null {
  const isSpeed = /(_per_s(ec(ond)?)?|_s|utilization|mfu)$/.test(key);
  if (words.some((word) => FLOP_WORDS.test(word)) || /mult(iply)?_adds?/.test(key)) {
    if (isSpeed) return null;
    return words.some((word) => /^train/.test(word)) ? 2 : 0;
  }
  const others = words.filter((word) => !PARAM_WORDS.test(word));
  if (others.length < words.length && others.every((word) => COUNT_WORDS.test(word))) return 1;
  if (/^model_size|^size_(mb|kb|bytes)$/.test(key)) return 1;
  if (/^latenc(y|ies)|_latency(_m?s)?$|^inference_(time|latency|m?s)/.test(key)) return 3;
  if (isMeasuredCost({ words, key })) return 4;
  return null;
}

/** Costs that differ between runs of one configuration, since a clock or a meter took them. */
export function isMeasuredCost({ words, key }: Pick<ColumnName, 'words' | 'key'>): boolean {
  const last = words.filter((word) => !/^(ms|us|ns|s|[kmg]i?b|bytes|j|w|total)$/.test(word)).at(-1);
  return (last !== undefined && MEASURED_WORDS.test(last)) || /_(ms|us|ns|sec)$/.test(key);
}

const MEASURED_WORDS =
  /^(latency|latencies|time|runtime|duration|seconds?|secs?|milliseconds?|hours?|minutes?|elapsed|walltime|memory|mem|energy|power|joules?|kwh|co2|emissions?|cost|price|dollars?|usd)$/;

const HELD_OUT = /^(val|valid|validation|eval|evaluation|dev|holdout)$/;
const OF_DATA = /^(val|valid|validation|eval|evaluation|dev|holdout|test|testing|train|training)$/;
const BEST = /^(best|final|last|max|min|mean|avg|average|median|epoch)$/;

const SHARE_WORDS =
  /^(acc|accuracy|accuracies|precision|recall|f1|auc|auroc|roc|top1|top5|percent|percentage|pct)$/;
const LOW_WORDS =
  /^(loss|losses|error|errors|err|rmse|mae|mse|msle|rmsle|mape|smape|perplexity|ppl|nll|bce|ce|logloss|deviance|wer|cer|eer|fid|kl|regret|time|runtime|latency|duration|bpc|bpd|bits|crossentropy)$/;
const HIGH_WORDS =
  /^(score|scores|r2|map|iou|miou|dice|bleu|rouge|meteor|ndcg|mrr|kappa|mcc|reward|return|psnr|ssim|likelihood|elbo|correlation|spearman|pearson|silhouette|specificity|sensitivity|metric|objective)$/;

/** Of how a run is set up, though it begins like a result: `val_split`, `train_batch_size`. */
const SETTING_WORDS =
  /^(size|split|fraction|frac|ratio|batch|batches|steps|epochs|every|interval|freq|frequency|set|data|dataset|path|dir|file|files|images|samples|examples|fn|function|type|name|names|weight|weights|lambda|alpha|scale|coef|coefficient|smoothing|patience|mode|monitor|augmentation|transform|crop|resolution|workers|strategy)$/;

const isMetricWord = (word: string): boolean =>
  SHARE_WORDS.test(word) || LOW_WORDS.test(word) || HIGH_WORDS.test(word);

/**
 * What a run is judged by, by how surely it is the metric that is meant: 0 accuracy on validation
 * data, 1 a tool's one objective, 2 any other metric of validation data, 3 a metric that does not
 * say of which data, 4 a loss of which the same is true. Of test data and of training data none is
 * taken unasked.
 */
export function metricRank(name: ColumnName): 0 | 1 | 2 | 3 | 4 | null {
  const { words, key, full } = name;
  if (costRank(name) !== null) return null;
  const isValidation = words.some((word) => HELD_OUT.test(word));
  const isOther = words.some((word) => OF_DATA.test(word) && !HELD_OUT.test(word));
  if (isOther || words.some((word) => SETTING_WORDS.test(word))) return null;
  const rest = words.filter((word) => !HELD_OUT.test(word));
  if (
    isValidation &&
    /^(acc|accuracy|top1|top_1|top1_acc(uracy)?)(_percent|_pct)?$/.test(rest.join('_'))
  )
    return 0;
  if (/^(value|objective|objective_value)$/.test(full)) return 1;
  if (rest.some((word) => BEST.test(word)) || !rest.some(isMetricWord)) return null;
  if (/_(std|sd|sem|var|variance|stderr|err)$/.test(key) && rest.length > 1) return null;
  if (isValidation) return 2;
  return rest.some((word) => LOW_WORDS.test(word)) ? 4 : 3;
}

/** True where the name says that the metric's values are shares of a whole. */
export function namesShare({ words }: ColumnName): boolean {
  return words.some((word) => SHARE_WORDS.test(word)) || namesTop(words);
}

function namesTop(words: readonly string[]): boolean {
  return words.some((word, at) => word === 'top' && /^\d+$/.test(words[at + 1] ?? ''));
}

/** Loss, error, time and their like are better when smaller, but not the negated ones of scikit-learn. */
export function isBetterWhenSmaller({ words }: ColumnName): boolean {
  if (words.some((word) => word === 'neg' || word === 'negative')) return false;
  return words.some((word) => LOW_WORDS.test(word));
}

/** Measured on test data, which shall not choose. */
export function isOfTestData({ words }: ColumnName): boolean {
  return words.some((word) => word === 'test' || word === 'testing');
}

const IDS =
  /^(|unnamed_\d+|id|uuid|index|idx|row|no|number|name|run|run_?(id|name|number|index|no|uuid)|trial|trial_?(id|name|number|index|no)|job(_id|_type)?|experiment(_id|_name)?|exp(_id|_name)?|group|project|entity|sweep(_id|_name)?|study(_id|_name)?|notes?|tags?|comments?|description|user(_name)?|username|author|host|hostname|node_ip|node|pid|device(_name)?|gpu(_name|_type|_count)?|cpu(_count)?|url|link|commit|git(_commit|_hash|_sha|_branch)?|branch|version|command|script|program|os|python(_version)?|platform|source(_type|_name)?|artifact_(uri|path|location)|logdir|log_dir|output_dir|out_dir|save_dir|checkpoint(_dir|_dir_name|_path|_file)?|ckpt(_path)?|path|date|done|error|errors|exception|message|attempts?|engine(_version)?|trainer|compilation|convention|library)$/;
const TIMES =
  /^(datetime|timestamp|date|created|updated|started|finished|completed|start_time|end_time|stop_time|runtime|duration|elapsed|heartbeat)(_|$)|_(at|timestamp|runtime|duration|elapsed|datetime|time|seconds|secs|hours|minutes|ms)$|^time(_(total|this|iter|since|restore|elapsed|taken|per|epoch|train|training|s|sec|secs|seconds|ms|min|minutes|h|hours))*$|^(seconds|wall_?time|wall_?clock|runtime)(_|$)/;
const PROGRESS =
  /^(epoch|step|steps_done|global_step|iteration|iterations_done|iterations_since_restore|training_iteration|best_(epoch|step|iteration)|last_(epoch|step)|epochs?_(run|ran|trained|done|completed)|num_checkpoints|stopped_epoch)$/;

/**
 * True where a column is no hyper-parameter by its name: names and ids, times, progress, costs, and
 * results. A result is a number: text under such a name, as the name of a loss, is a hyper-parameter.
 */
export function isNoParameter(name: ColumnName, isNumeric: boolean): boolean {
  const { words, key, bare, says } = name;
  if (says === 'result' || says === 'attribute') return true;
  if (/^_/.test(bare) || IDS.test(key) || isState(name) || isSeed(name)) return true;
  if (says === 'parameter') return false;
  if (TIMES.test(key) || PROGRESS.test(key)) return true;
  if (!isNumeric) return false;
  return costRank(name) !== null || isResult(words, key);
}

/** True where a column may hold what a run is judged by, or what it costs, though its name says no more. */
export function isOfResults(name: ColumnName): boolean {
  if (IDS.test(name.key) || isState(name) || isSeed(name)) return false;
  return (
    name.says === 'result' ||
    name.says === 'attribute' ||
    costRank(name) !== null ||
    isResult(name.words, name.key)
  );
}

function isResult(words: readonly string[], key: string): boolean {
  if (words.some((word) => SETTING_WORDS.test(word))) return false;
  if (/^(value|objective)/.test(key) || /^grad(ient)?s?_|_grad(ient)?s?(_norm)?$/.test(key))
    return true;
  const [first = '', ...others] = words;
  if (OF_DATA.test(first) && others.length > 0) return true;
  const last = words
    .filter(
      (word) =>
        !/^(mean|std|sd|min|max|avg|median|var|best|final|last|low|high|ci|sem|\d+)$/.test(word),
    )
    .at(-1);
  if (last !== undefined && isMetricWord(last)) return true;
  return (
    /per_s(ec(ond)?)?$/.test(key) ||
    /^(flops_per_second|peak_share|mfu|throughput)$/.test(key) ||
    namesTop(words)
  );
}
