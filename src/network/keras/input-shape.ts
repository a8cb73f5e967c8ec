import * as messages from '../messages.js';
import { listOfSizes } from '../../layers/messages.js';
import { sizesOrOpen } from '../messages.js';
import { isGiven, type KerasConfig, wrongField } from '../../layers/fields.js';
import { type PartialShape, type Shape, TopologyError } from '../../layers/shape.js';

/** What the caller knows of the model's inputs. */
export interface InputOptions {
  /** One sample of each input, in their order, in the place of what the model says. */
  readonly inputShapes?: readonly Shape[];
  /** The size of every dimension that the model leaves open, the batch not counted. */
  readonly assumed?: number;
}

/** A model whose input has sizes that only its user knows. */
export class UnknownShapeError extends TopologyError {
  /** What the model states of each of its inputs; null where nothing. */
  readonly stated: readonly (PartialShape | null)[];

  constructor(message: string, stated: readonly (PartialShape | null)[]) {
    super(message);
    this.stated = stated;
  }
}

/** Sizes of one sample; the batch size in front of them is dropped, and may be null. */
export function statedShape(config: KerasConfig): PartialShape | null {
  const field = ['batch_shape', 'batch_input_shape', 'batchInputShape'].find((name) =>
    isGiven(config, name),
  );
  if (field === undefined) return null;
  const value = config.fields[field];
  if (!Array.isArray(value)) throw wrongField(config, field, listOfSizes());
  return value.slice(1).map((size: unknown) => {
    if (size === null) return null;
    if (typeof size === 'number' && Number.isSafeInteger(size) && size > 0) return size;
    throw wrongField(config, field, sizesOrOpen());
  });
}

/** The shape of the model's input of that number, open sizes filled in; `all`: what it states. */
export function resolveShape(
  entry: { readonly name: string; readonly class: string },
  all: readonly (PartialShape | null)[],
  index: number,
  { inputShapes, assumed }: InputOptions,
): Shape {
  const layer = { layer: entry.name, class: entry.class };
  const stated = all[index] ?? null;
  if (inputShapes !== undefined) {
    const given = inputShapes[index];
    if (given === undefined) {
      throw new TopologyError(messages.noShapeGiven(layer, inputShapes.length, index + 1));
    }
    const fits =
      stated === null ||
      (stated.length === given.length &&
        stated.every((size, dimension) => size === null || size === given[dimension]));
    if (fits) return given;
    throw new TopologyError(messages.otherShapeGiven(layer, given, stated));
  }
  if (stated === null) throw new UnknownShapeError(messages.shapeNotStated(layer), all);
  const shape = stated.map((size) => size ?? assumed);
  if (shape.every((size) => size !== undefined)) return shape;
  throw new UnknownShapeError(messages.sizesOpen(layer, stated), all);
}
