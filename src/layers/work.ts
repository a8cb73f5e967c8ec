import { NO_OPERATIONS, type Operations, sum, times } from './operations.js';

/** Arithmetic of one call of a layer on one sample, in operations of no convention yet. */
export interface LayerWork {
  /** At inference. */
  readonly forward: Operations;
  /** The forward pass of a training step. */
  readonly training: Operations;
  /** What `forward` does besides once a batch, whatever its size. */
  readonly once: Operations;
  /** The gradient of the layer's own weights, where they are trained. */
  readonly weightGradient: Operations;
  /** The gradient of each input, where one is needed. */
  readonly inputGradients: readonly Operations[];
  /** Gradients inside the layer, on the way to its weights or to its inputs. */
  readonly innerGradients: readonly InnerGradient[];
  /** What TensorFlow.js runs otherwise. */
  readonly executed: ExecutedWork;
}

export interface InnerGradient {
  readonly operations: Operations;
  /** Whether the gradients of the layer's weights are made of it. */
  readonly ofWeights: boolean;
  /** The inputs whose gradients are made of it; null for all of them. */
  readonly ofInputs: readonly number[] | null;
}

/** What every gradient of the layer is made of. */
export function ofAll(operations: Operations): readonly InnerGradient[] {
  return [{ operations, ofWeights: true, ofInputs: null }];
}

export interface ExecutedWork {
  /**
   * True where its gradient of a product makes both factors' at once: the weights' and the input's,
   * needed or not.
   */
  readonly bothGradients: boolean;
  /** In the place of the fields above; those left out are the same. */
  readonly forward?: Operations;
  readonly inputGradients?: readonly Operations[];
  readonly innerGradients?: readonly InnerGradient[];
  /** Where no state is put in: what it starts from has no gradient. */
  readonly withoutState?: Pick<LayerWork, 'innerGradients'>;
  /** The same where its weights are frozen too. */
  readonly frozen?: Pick<LayerWork, 'weightGradient' | 'innerGradients'>;
}

/** Work from what differs from nothing; training is inference unless it says otherwise. */
export function work(parts: Partial<LayerWork>): LayerWork {
  const forward = parts.forward ?? NO_OPERATIONS;
  return {
    forward,
    training: forward,
    once: NO_OPERATIONS,
    weightGradient: NO_OPERATIONS,
    inputGradients: [],
    innerGradients: [],
    executed: { bothGradients: false },
    ...parts,
  };
}

/** Reshapes, copies and look-ups: no arithmetic. */
export const NO_WORK: LayerWork = work({});

/** The same numbers elsewhere, or fewer of them, or zeros between them. */
export const noWork = (): LayerWork => NO_WORK;

/** The work of one layer `steps` times, with the same weights. */
export function repeated(once: LayerWork, steps: bigint): LayerWork {
  const { executed } = once;
  const each = (operations: readonly Operations[]) => operations.map((item) => times(item, steps));
  const inside = (gradients: readonly InnerGradient[]) =>
    gradients.map((one) => ({ ...one, operations: times(one.operations, steps) }));
  return {
    forward: times(once.forward, steps),
    training: times(once.training, steps),
    once: times(once.once, steps),
    weightGradient: times(once.weightGradient, steps),
    inputGradients: each(once.inputGradients),
    innerGradients: inside(once.innerGradients),
    executed: {
      bothGradients: executed.bothGradients,
      ...(executed.forward && { forward: times(executed.forward, steps) }),
      ...(executed.inputGradients && { inputGradients: each(executed.inputGradients) }),
      ...(executed.innerGradients && { innerGradients: inside(executed.innerGradients) }),
      ...(executed.withoutState && {
        withoutState: { innerGradients: inside(executed.withoutState.innerGradients) },
      }),
      ...(executed.frozen && {
        frozen: {
          weightGradient: times(executed.frozen.weightGradient, steps),
          innerGradients: inside(executed.frozen.innerGradients),
        },
      }),
    },
  };
}

/** Two layers of one class on the same inputs. */
export function beside(left: LayerWork, right: LayerWork): LayerWork {
  const each = (ours: readonly Operations[], theirs: readonly Operations[]) =>
    Array.from({ length: Math.max(ours.length, theirs.length) }, (_, index) =>
      sum(ours[index] ?? {}, theirs[index] ?? {}),
    );
  const [ours, theirs] = [left.executed, right.executed];
  return work({
    forward: sum(left.forward, right.forward),
    training: sum(left.training, right.training),
    once: sum(left.once, right.once),
    weightGradient: sum(left.weightGradient, right.weightGradient),
    inputGradients: each(left.inputGradients, right.inputGradients),
    innerGradients: [...left.innerGradients, ...right.innerGradients],
    executed: {
      bothGradients: ours.bothGradients || theirs.bothGradients,
      ...(ours.forward && theirs.forward && { forward: sum(ours.forward, theirs.forward) }),
      ...(ours.inputGradients &&
        theirs.inputGradients && {
          inputGradients: each(ours.inputGradients, theirs.inputGradients),
        }),
      ...(ours.innerGradients &&
        theirs.innerGradients && {
          innerGradients: [...ours.innerGradients, ...theirs.innerGradients],
        }),
      ...(ours.withoutState &&
        theirs.withoutState && {
          withoutState: {
            innerGradients: [
              ...ours.withoutState.innerGradients,
              ...theirs.withoutState.innerGradients,
            ],
          },
        }),
      ...(ours.frozen &&
        theirs.frozen && {
          frozen: {
            weightGradient: sum(ours.frozen.weightGradient, theirs.frozen.weightGradient),
            innerGradients: [...ours.frozen.innerGradients, ...theirs.frozen.innerGradients],
          },
        }),
    },
  });
}
