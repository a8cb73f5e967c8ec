import { problem } from '../problem.js';

export function noSetting(got: string): string {
  return problem({
    what: 'no setting',
    got,
    expected: 'key=value',
    advice: 'write it like epochs=2',
  });
}

export function noKey(got: string): string {
  return problem({
    what: 'no key',
    got,
    expected: 'names with dots between',
    advice: 'write it like run.retries=0',
  });
}

/** @param reason in the words of the reader of YAML. */
export function settingNotYaml(got: string, reason: string): string {
  return problem({
    what: `the value is not valid YAML: ${reason}`,
    got,
    expected: 'one value as it stands in a spec',
    advice: 'quote it for the shell',
  });
}

/** `name.first=a` where the spec says `name: mlp`. */
export function parentNoMapping(parent: string, got: string): string {
  return problem({
    what: `${parent} is no mapping in the spec`,
    got: `${parent}: ${got}`,
    expected: 'keys under it',
    advice: `set the whole of it: --set '${parent}={...}'`,
  });
}

/** `weight_decay.values=[0.3]` where the spec says `weight_decay: *rate`: others have the same node. */
export function parentIsAlias(parent: string, alias: string): string {
  return problem({
    what: `${parent} is an alias in the spec`,
    got: `*${alias}`,
    expected: 'keys of its own under it',
    advice: `set the whole of it: --set '${parent}={...}'`,
  });
}

/** `seeds.a=5`. @param length how many values the list has: one more may be added. */
export function noIndex(parent: string, got: string, length: number): string {
  return problem({
    what: `${parent} is a list in the spec`,
    got,
    expected: length === 0 ? 'the index 0' : `an index from 0 to ${length}`,
    advice: `set the whole of it: --set '${parent}=[...]'`,
  });
}

/** A setting in the place of what an alias stands for. */
export function anchorReplaced(key: string, anchor: string): string {
  return problem({
    what: `${key} is what an alias elsewhere in the spec stands for`,
    got: `no &${anchor} any more`,
    expected: 'each alias to have its anchor',
    advice: `set what has *${anchor} first`,
  });
}
