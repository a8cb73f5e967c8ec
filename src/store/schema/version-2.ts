/**
 * Schema version 2: dropout and weight decay of a configuration (0 is none), and the matrix peak
 * of a job's worker in FLOP/s (null
 * where it was not measured) and how its program was run, `xla` or `graph` (null where there was none).
 */
export const VERSION_2 = `
ALTER TABLE stored_configurations ADD COLUMN dropout REAL NOT NULL DEFAULT 0;
ALTER TABLE stored_configurations ADD COLUMN weight_decay REAL NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN peak_flops_per_second REAL;
ALTER TABLE jobs ADD COLUMN compilation TEXT;
`;
