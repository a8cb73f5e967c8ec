import { z } from 'zod';
import { familyExpected } from '../../messages/spec/model.js';

const familyError = familyExpected();
/** Names a kind of network. */
export const FAMILY = z
  .string({ error: familyError })
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, { error: familyError })
  .describe(
    '`mlp`: flatten, dense layers of `hidden` units; another name for a model of `layers`.',
  );
