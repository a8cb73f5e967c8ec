import type { UpSamplingConfig } from '../../model/layers/reshape.js';
import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import type { Operations } from '../operations.js';
import { NO_WORK, work, type LayerHandler, type LayerWork } from '../work.js';

/** The same numbers elsewhere, or fewer of them, or zeros between them. */
export const noWork = (): LayerWork => NO_WORK;

export function upSamplingWork(
  layer: Layer<'UpSampling1D' | 'UpSampling2D' | 'UpSampling3D'>,
): LayerWork {
  const { interpolation, size } = layer.config;
  if (interpolation === 'nearest' && size.length !== 2) return NO_WORK;
  return work({ forward: resized(interpolation, elements(layer.outputShape)) });
}

export const resizingWork: LayerHandler<'Resizing'> = (layer) =>
  work({ forward: resized(layer.config.interpolation, elements(layer.outputShape)) });

/** Neighbours that each new element is weighted from, in both dimensions. */
const NEIGHBOURS = { bicubic: 16n, lanczos3: 36n, lanczos5: 100n } as const;

function resized(interpolation: UpSamplingConfig['interpolation'], outputs: bigint): Operations {
  switch (interpolation) {
    case 'nearest':
      return { resize_nearest: outputs };
    case 'bilinear':
      return { resize_bilinear: outputs };
    case 'bicubic':
    case 'lanczos3':
    case 'lanczos5': {
      const neighbours = NEIGHBOURS[interpolation];
      return { multiply: neighbours * outputs, add: (neighbours - 1n) * outputs };
    }
  }
}
