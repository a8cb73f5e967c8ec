import { problem } from '../problem.js';

/** Sweeps whose numbers one chart must not show together. */
export function incomparableSweeps({
  what,
  first,
  other,
}: {
  readonly what: string;
  readonly first: { readonly sweep: string; readonly value: string };
  readonly other: { readonly sweep: string; readonly value: string };
}): string {
  return problem({
    what: `${what} differs, so the sweeps cannot be compared on one page`,
    got: `${first.value} of ${first.sweep}, ${other.value} of ${other.sweep}`,
    advice: 'write a page for each',
  });
}

export function pageIsFolder(path: string): string {
  return problem({ what: `--out: ${path} is a folder`, expected: 'a file, e.g. page.html' });
}

export function pageIsOther(path: string): string {
  return problem({
    what: `${path} exists and is no page that sweep made`,
    advice: 'name another file with --out, or delete it first',
  });
}
