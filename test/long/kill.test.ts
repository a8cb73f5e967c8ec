import { describeStopping } from '../integration/stopping.js';

describeStopping(5);
