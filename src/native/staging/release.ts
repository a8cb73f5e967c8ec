/** A file of the Python registry, pinned: another file of that name is refused. */
export interface Wheel {
  /** As pip names it. */
  readonly requirement: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

export type Build = 'cpu' | 'gpu';

/** What is staged together: versions that were tested with each other. */
export interface Release {
  readonly build: Build;
  readonly binding: string;
  readonly tensorflow: string;
  readonly wheels: readonly Wheel[];
  /** Disk that staging needs for a while, and what it keeps. Bytes. */
  readonly needs: number;
  readonly keeps: number;
}

/**
 * TensorFlow's own Python wheel for Linux x86-64. Only files are taken from it and no Python is run,
 * so any of its wheels would do; the one for CPython 3.11 is pinned.
 */
const CPU_RELEASE: Release = {
  build: 'cpu',
  binding: '4.22.0',
  tensorflow: '2.21.0',
  wheels: [
    {
      requirement: 'tensorflow-cpu==2.21.0',
      file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      bytes: 273_829_956,
    },
  ],
  needs: 1_500_000_000,
  keeps: 700_000_000,
};

/**
 * The CUDA build with the NVIDIA libraries that it opens, and ptxas and libdevice for XLA, so that no
 * CUDA need be installed: only the driver. CUDA 12.9, cuDNN 9.
 */
const GPU_RELEASE: Release = {
  build: 'gpu',
  binding: '4.22.0',
  tensorflow: '2.21.0',
  wheels: [
    {
      requirement: 'tensorflow==2.21.0',
      file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      bytes: 572_440_367,
    },
    {
      requirement: 'nvidia-cublas-cu12==12.9.3.13',
      file: 'nvidia_cublas_cu12-12.9.3.13-py3-none-manylinux_2_27_x86_64.whl',
      sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
      bytes: 581_217_458,
    },
    {
      requirement: 'nvidia-cuda-nvcc-cu12==12.9.86',
      file: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
      sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      bytes: 40_546_229,
    },
    {
      requirement: 'nvidia-cuda-runtime-cu12==12.9.79',
      file: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
      sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
      bytes: 3_493_179,
    },
    {
      requirement: 'nvidia-cudnn-cu12==9.28.0.42',
      file: 'nvidia_cudnn_cu12-9.28.0.42-py3-none-manylinux_2_27_x86_64.whl',
      sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
      bytes: 716_538_495,
    },
    {
      requirement: 'nvidia-cufft-cu12==11.4.1.4',
      file: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
      sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
      bytes: 200_877_592,
    },
    {
      requirement: 'nvidia-cusolver-cu12==11.7.5.82',
      file: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
      sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
      bytes: 338_117_415,
    },
    {
      requirement: 'nvidia-cusparse-cu12==12.5.10.65',
      file: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
      sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
      bytes: 366_465_088,
    },
    {
      requirement: 'nvidia-nvjitlink-cu12==12.9.86',
      file: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
      sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
      bytes: 39_748_338,
    },
  ],
  needs: 10_000_000_000,
  keeps: 4_400_000_000,
};

export const RELEASES: Readonly<Record<Build, Release>> = { cpu: CPU_RELEASE, gpu: GPU_RELEASE };
