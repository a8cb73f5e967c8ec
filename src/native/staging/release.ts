/** A file of the Python registry, pinned: another file of that name is refused. */
export interface Wheel {
  /** As pip names it. */
  readonly requirement: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What is staged together: versions that were tested with each other. */
export interface Release {
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
export const CPU_RELEASE: Release = {
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
  keeps: 1_100_000_000,
};

/** Members of the wheel, by where they go in the binding's package. */
export const LIBRARIES = {
  'tensorflow/libtensorflow_cc.so.2': 'deps/lib/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2': 'deps/lib/libtensorflow_framework.so.2',
} as const;

/** Names that the linker asks for, by the file that they lead to. */
export const LIBRARY_LINKS = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
} as const;

/** The headers that the binding includes, directly or not (g++ -M). */
export const HEADERS = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
] as const;
