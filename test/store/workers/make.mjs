// Makes a database, as another process does while this one looks.
import { openForWriting } from '../../../dist/store/open.js';

openForWriting(process.argv[2], '1.0.0').close();
