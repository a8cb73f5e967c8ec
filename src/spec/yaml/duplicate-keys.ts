import { isScalar, visit } from 'yaml';
import { duplicateKey } from '../../messages/spec/yaml.js';
import type { Finding } from './finding.js';
import { positionAt } from './places.js';
import { printable } from '../words/printable.js';
import type { YamlSource } from './yaml-source.js';

/** Keys that stand twice in one mapping, found here since YAML's own check takes quadratic time. */
export function duplicateKeys({ document, lines }: YamlSource): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map: (_key, map) => {
      const first = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key) || !key.range) continue;
        const name = String(key.value);
        const before = first.get(name);
        const offset = key.range[0];
        if (before === undefined) first.set(name, offset);
        else {
          const { line } = positionAt(lines, before);
          findings.push({ offset, path: [], message: duplicateKey(printable(name), line) });
        }
      }
    },
  });
  return findings;
}
