import { NO_WORK, type LayerHandler } from '../work.js';

export const inputWork: LayerHandler<'InputLayer'> = () => NO_WORK;
