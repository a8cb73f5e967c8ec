import { z } from 'zod';
import { expectation } from './values.js';

const familyError = expectation(
  'a name of up to 32 letters, digits, dashes and underscores, the first a letter',
  'it names the kind of network in page and database',
);
/** Names a kind of network. */
export const FAMILY = z
  .string({ error: familyError })
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, { error: familyError })
  .describe(
    '`mlp`: flatten, dense layers of `hidden` units; another name for a model of `layers`.',
  );
