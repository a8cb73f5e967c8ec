import { describeStopping } from '../processes/stopping.js';

describeStopping(5);
