import { NO_WORK, type LayerHandler } from '../work.js';

/** A new view of the same numbers. */
export const flattenWork: LayerHandler<'Flatten'> = () => NO_WORK;
