import type { ExplanationFacts } from './explanation-facts.ts';

/**
 * Line of the project's function that changed most beyond noise: there an annotation is seen beside the
 * change. Null where none is known.
 */
export function culpritSource(
  explanation: ExplanationFacts | null,
): { readonly file: string; readonly line: number } | null {
  return (
    explanation?.functions.find(({ isBeyondNoise, source }) => isBeyondNoise && source !== null)
      ?.source ?? null
  );
}
