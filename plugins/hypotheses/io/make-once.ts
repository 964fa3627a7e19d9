import type { HelperFunction } from './helper-functions.ts';

const MEANING =
  '/** Makes something when it is first asked for, and gives the same from then on. What fails is tried again. */';

/** Keeps what does not depend on the turn or the call, made no earlier than it was. */
export const MAKE_ONCE: HelperFunction = {
  name: 'makeOnce',
  untyped: `${MEANING}
function makeOnce(make) {
  let kept = null;
  return () => (kept ??= { made: make() }).made;
}
`,
  typed: `${MEANING}
function makeOnce<Made>(make: () => Made): () => Made {
  let kept: { readonly made: Made } | null = null;
  return () => (kept ??= { made: make() }).made;
}
`,
};
