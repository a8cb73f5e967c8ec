import type { Command } from './command.js';
import { BEST } from './commands/best.js';
import { COMPLETION } from './commands/completion.js';
import { DOCTOR } from './commands/doctor.js';
import { EXPORT } from './commands/export.js';
import { FLOPS } from './commands/flops.js';
import { LIST } from './commands/list.js';
import { LOGS } from './commands/logs.js';
import { MEASURE } from './commands/measure.js';
import { PLAN } from './commands/plan.js';
import { QUERY } from './commands/query.js';
import { REPORT } from './commands/report.js';
import { RM } from './commands/rm.js';
import { RUN } from './commands/run.js';
import { SAVE } from './commands/save.js';
import { SCHEMA } from './commands/schema.js';
import { SETUP } from './commands/setup.js';
import { SHOW } from './commands/show.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  RUN,
  PLAN,
  FLOPS,
  QUERY,
  LIST,
  SHOW,
  BEST,
  LOGS,
  EXPORT,
  REPORT,
  SAVE,
  MEASURE,
  RM,
  SCHEMA,
  SETUP,
  DOCTOR,
  COMPLETION,
];
