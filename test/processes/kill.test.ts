import { describeStopping } from './stopping.js';

// Five times each: test/long.
describeStopping(1);
