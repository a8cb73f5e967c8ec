import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { work, type LayerWork } from '../work.js';

/** One comparison for each element of each window, as TensorFlow counts them. */
export function maxPoolingWork(
  layer: Layer<'MaxPooling1D' | 'MaxPooling2D' | 'MaxPooling3D'>,
): LayerWork {
  const count = windowElements(layer.config.pool_size, layer);
  return work({
    forward: layer.config.pool_size.length === 3 ? { max_pool_3d: count } : { max_pool: count },
  });
}

/** An addition for each element of each window but the first, and a division. */
export function averagePoolingWork(
  layer: Layer<'AveragePooling1D' | 'AveragePooling2D' | 'AveragePooling3D'>,
): LayerWork {
  const count = windowElements(layer.config.pool_size, layer);
  return work({
    forward:
      layer.config.pool_size.length === 3 ? { average_pool_3d: count } : { average_pool: count },
  });
}

/** Inputs less outputs comparisons. */
export function globalMaxPoolingWork(
  layer: Layer<'GlobalMaxPooling1D' | 'GlobalMaxPooling2D' | 'GlobalMaxPooling3D'>,
): LayerWork {
  const comparisons = elements(layer.inputShape) - elements(layer.outputShape);
  return work({ forward: { global_max: comparisons } });
}

/** Inputs less outputs additions, and a division for each output. */
export function globalAveragePoolingWork(
  layer: Layer<'GlobalAveragePooling1D' | 'GlobalAveragePooling2D' | 'GlobalAveragePooling3D'>,
): LayerWork {
  const count = elements(layer.inputShape);
  return work({
    forward:
      layer.class === 'GlobalAveragePooling2D'
        ? { global_average_2d: count }
        : { global_average: count },
  });
}

/** Windows that begin at floor(i n / m) and end at ceil((i + 1) n / m), as PyTorch has them. */
export function adaptivePoolingWork(
  layer: Layer<
    | 'AdaptiveMaxPooling1D'
    | 'AdaptiveMaxPooling2D'
    | 'AdaptiveMaxPooling3D'
    | 'AdaptiveAveragePooling1D'
    | 'AdaptiveAveragePooling2D'
    | 'AdaptiveAveragePooling3D'
  >,
): LayerWork {
  const first = layer.config.data_format === 'channels_last' ? 0 : 1;
  const positions = layer.config.output_size.map((windows, index) => {
    const length = layer.inputShape[first + index] ?? 1;
    let covered = 0;
    for (let window = 0; window < windows; window += 1) {
      covered +=
        Math.ceil(((window + 1) * length) / windows) - Math.floor((window * length) / windows);
    }
    return BigInt(covered);
  });
  const channels = elements(layer.outputShape) / elements(layer.config.output_size);
  const count = positions.reduce((product, length) => product * length, channels);
  if (layer.class.startsWith('AdaptiveMax')) return work({ forward: { compare: count } });
  return work({
    forward: {
      adaptive_average_windows: count,
      adaptive_average_inputs:
        layer.class === 'AdaptiveAveragePooling2D' ? elements(layer.inputShape) : 0n,
    },
  });
}

function windowElements(
  poolSize: readonly number[],
  layer: { readonly outputShape: readonly number[] },
): bigint {
  return elements(poolSize) * elements(layer.outputShape);
}
