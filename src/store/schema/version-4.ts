/** Schema version 4: whose models a sweep keeps, as it was last run; another sweep's run respects it. */
export const VERSION_4 = `
ALTER TABLE sweeps ADD COLUMN save TEXT NOT NULL DEFAULT 'front'
  CHECK (save IN ('front', 'all', 'none'));
`;
