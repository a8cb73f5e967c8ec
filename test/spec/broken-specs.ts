/** A spec without faults. */
export const GOOD = `name: mlp
dataset: mnist
parameters:
  hidden: { values: [[], [16]] }
  learning_rate: 0.001
`;

const TEN = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]';
const HUGE = `name: huge
dataset: mnist
parameters:
  hidden: { depth: ${TEN}, width: ${TEN} }
  learning_rate: { values: ${TEN} }
  batch_size: { values: ${TEN} }
  epochs: { values: ${TEN} }
  activation: { values: [relu, tanh, sigmoid, linear, relu, tanh, sigmoid, linear, relu, tanh] }
  optimizer: { values: [adam, sgd, momentum, adam, sgd, momentum, adam, sgd, momentum, adam] }
seeds: [${Array.from({ length: 100 }, (_, seed) => seed).join(', ')}]
`;

/** Specs with one fault each, and how its message begins, after the file's name. */
export const BROKEN: readonly (readonly [what: string, text: string, problem: string])[] = [
  ['bad YAML', GOOD.replace('] }', ']'), '5:3: not valid YAML; got learning_rate: 0.001; expected'],
  [
    'an unknown key',
    GOOD.replace('hidden', 'hiden'),
    '4:3: unknown key in parameters; got hiden; expected one of hidden, activation, dropout, ' +
      'optimizer, learning_rate, weight_decay, batch_size, epochs; did you mean hidden?',
  ],
  [
    'a duplicate key',
    `${GOOD}name: again\n`,
    '6:1: duplicate key; got name again, first in line 1; expected it once; delete one',
  ],
  [
    'a wrong type',
    GOOD.replace('0.001', 'small'),
    '5:18: parameters.learning_rate has the wrong type; got small; expected a finite number',
  ],
  [
    'an empty grid',
    GOOD.replace('[[], [16]]', '[]'),
    '4:21: parameters.hidden.values is empty; got []; expected at least one value',
  ],
  [
    'a negative width',
    GOOD.replace('16', '-16'),
    '4:27: parameters.hidden.values[1][0] is out of range; got -16; ' +
      'expected a whole number from 1 to 100,000; write the number of units',
  ],
  [
    'a NaN rate',
    GOOD.replace('0.001', '.nan'),
    '5:18: parameters.learning_rate is not a finite number; got .nan; expected a finite number',
  ],
  [
    'an unknown data set',
    GOOD.replace('mnist', 'minst'),
    '2:10: dataset is not known; got minst; expected one of mnist, idx; for another dataset ' +
      'write {name: idx, path: folder}; did you mean mnist?',
  ],
  [
    'a constraint that excludes all',
    `${GOOD}constraints: [params <= 1e6, flops < 15730]\n`,
    '6:30: the constraint excludes every configuration; got flops < 15730; ' +
      'expected one that the smallest flops of the grid, 15,730, satisfies; relax it or change the grid',
  ],
  [
    'an objective on test accuracy',
    `${GOOD}objectives: [{ name: test_accuracy, goal: maximize }, { name: flops, goal: minimize }]\n`,
    '6:22: objectives[0].name is not known; got test_accuracy; expected one of val_accuracy, ' +
      'val_loss, val_top5_accuracy, accuracy, loss, flops, params, training_flops; test data is never ' +
      'used for selection: it would bias the final score; use val_accuracy',
  ],
  [
    'an objective that prefers what is worse',
    `${GOOD}objectives: [{ name: val_accuracy, goal: minimize }, { name: flops, goal: minimize }]\n`,
    '6:42: objectives[0].goal cannot be used; got minimize; expected maximize, since val_accuracy ' +
      'is better when larger; write goal: maximize, or delete goal',
  ],
  [
    'an objective on seconds',
    `${GOOD}objectives: [{ name: val_accuracy }, { name: seconds, goal: minimize }]\n`,
    '6:46: objectives[1].name is not known; got seconds; expected one of val_accuracy, val_loss, ' +
      'val_top5_accuracy, accuracy, loss, flops, params, training_flops; seconds depend on what trains ' +
      'at the same time: benchmark the trained models instead, with run: {save: all}, then sweep measure ' +
      'NAME, then sweep best NAME --cost latency_ms',
  ],
  [
    'a grid of 10^9 points',
    HUGE,
    '3:1: the grid is too large; got 100 hidden x 4 activation x 3 optimizer x ' +
      '10 learning_rate x 10 batch_size x 10 epochs x 100 seeds = 120,000,000 trials; ' +
      'expected at most 100,000; list fewer values',
  ],
];
