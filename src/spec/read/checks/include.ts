import {
  includeLeavesOpen,
  includeOfOtherModel,
  includeWithoutModel,
} from '../../../messages/spec/points.js';
import { pathText } from '../../position.js';
import type { SpecDocument } from '../../schema/schema.js';
import { includedPoint, modelOf } from '../../search/included.js';
import { matches, type Axis, type Search } from '../../search/space.js';
import type { Report } from '../../yaml/finding.js';
import type { YamlSource } from '../../yaml/yaml-source.js';
import { snippet } from '../explain.js';
import { patternOf } from '../models.js';

/** What an entry of include leaves out must be clear without it. */
export function checkInclude(
  source: YamlSource,
  { include }: SpecDocument,
  { models }: Search,
  at: Report,
): void {
  include.forEach((entry, index) => {
    const path = ['include', index];
    const where = pathText(path);
    const got = snippet(source, path);
    const model = modelOf(entry, models);
    if (model === undefined) {
      const families = models.map(({ family }) => family);
      at(path, includeWithoutModel(where, got, families));
      return;
    }
    const known = model.axes.map((axis) => axis.name);
    for (const name of Object.keys(patternOf(entry))) {
      if (name === 'family' || known.includes(name)) continue;
      at([...path, name], includeOfOtherModel(where, name, model.family, known));
    }
    const point = includedPoint(entry, models);
    const unclear = model.axes.find(
      (axis) =>
        entry[axis.name] === undefined &&
        !isSingle(axis) &&
        (axis.when === null || point === undefined || matches(axis.when, point)),
    );
    if (unclear !== undefined) at(path, includeLeavesOpen(where, got, unclear.name));
  });
}

function isSingle({ domain }: Axis): boolean {
  return domain.kind === 'values' && domain.values.length === 1;
}
