/** As nvidia-smi -L writes the ids of cards, and of parts of cards. */
const UUID = /^(GPU|MIG)-[0-9A-Fa-f-/]+$/;

/** Numbers as nvidia-smi counts cards. */
export const MOST_GPUS = 1023;

/** Whether CUDA_VISIBLE_DEVICES can name a card so. */
export function isGpuId(text: string): boolean {
  return isGpuUuid(text) || (/^(0|[1-9]\d*)$/.test(text) && Number(text) <= MOST_GPUS);
}

export function isGpuUuid(text: string): boolean {
  return UUID.test(text);
}

/** Names of sweeps: each is a file name too, of its page. */
export const SWEEP_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Windows opens a device under these names, whatever follows a dot and in any case. */
const DEVICES = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i;

export function isDeviceName(name: string): boolean {
  return DEVICES.test(name);
}
