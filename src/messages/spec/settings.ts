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
    what: 'the value is not valid YAML',
    got,
    expected: reason,
    advice: 'quote it for the shell',
  });
}

/** `dataset.limit=100` where the spec says `dataset: mnist`. */
export function parentNoMapping(parent: string, got: string): string {
  return problem({
    what: `${parent} is no mapping in the spec`,
    got: `${parent}: ${got}`,
    expected: 'keys under it',
    advice: `set the whole of it: --set '${parent}={...}'`,
  });
}
