// What sweep doctor says of this machine.

export function deviceText(device: string, name: string | null): string {
  return name === null ? device : `${device} (${name})`;
}

export function gpuText(gpu: {
  readonly id: string;
  readonly name: string;
  readonly memory_mib: number;
  readonly compute_capability: string;
}): string {
  const memory = `${(gpu.memory_mib / 1024).toFixed(0)} GiB`;
  return `gpu ${gpu.id} (${gpu.name}, ${memory} free, compute capability ${gpu.compute_capability})`;
}

// What to do for a faster engine.

export function makeCudaAgain(): string {
  return 'sweep setup --gpu makes the CUDA build again, whole';
}

export function getNative(withGpu: boolean): string {
  return `sweep setup${withGpu ? ' --gpu' : ''} gets the native library, which is several times faster`;
}

/** Where `sweep setup` does not work. */
export function getNativeElsewhere(): string {
  return 'on Linux x86-64, sweep setup gets the native library, which is several times faster';
}

export function getCuda(): string {
  return 'there is an NVIDIA driver: sweep setup --gpu gets the CUDA build';
}

export function installDriver(): string {
  return 'the CUDA build is here and no NVIDIA driver: install one to train on a GPU';
}
