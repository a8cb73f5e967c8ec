import { z } from 'zod';
import { familyExpected } from '../../messages/spec/model.js';

const familyError = familyExpected();
/** Names a kind of network. */
export const FAMILY = z
  .string({ error: familyError })
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, { error: familyError })
  .describe(
    'A name for the kind of network, its colour on the page. Without `layers` it is an MLP (flatten, dense layers of ' +
      '`hidden` units), called `mlp` unless given.',
  );
