/** Names of sweeps: each is a file name too, of its page. */
export const SWEEP_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Windows opens a device under these names, whatever follows a dot and in any case. */
const DEVICES = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i;

export function isDeviceName(name: string): boolean {
  return DEVICES.test(name);
}
