import type { Comparison } from './session.ts';

/** What a comparison came to, in a few words: `+0.4%, unchanged`. */
export function comparisonWords({ improvementPct, measured }: Comparison): string {
  if (measured.verdict === 'incomparable') return 'it could not be measured';
  return `${improvementPct >= 0 ? '+' : ''}${improvementPct.toFixed(1)}%, ${measured.verdict}`;
}

/** That a comparison shows no gain (D3): that there is none, or that it was not seen to its end. */
export function noGainWords({ measured }: Comparison): string {
  return measured.verdict === 'inconclusive' ? 'no improvement was shown' : 'no improvement';
}

/** Why there is no comparison, as part of a sentence; empty text where there is one. */
export function failureWords({ measured }: Comparison): string {
  if (measured.verdict !== 'incomparable') return '';
  return `it fails when it is measured (${measured.reason ?? 'no reason was given'})`;
}

/** What else became worse with it, for the end of a reason: `; memory_peak_mb is worse (+180%)`. */
export function worseBeside({ measured }: Comparison, primary: string): string {
  return Object.entries(measured.metrics)
    .filter(([name, { verdict }]) => name !== primary && verdict === 'regressed')
    .map(([name, { ratio }]) => {
      if (ratio === null) return `; ${name} is worse`;
      const pct = (ratio - 1) * 100;
      return `; ${name} is worse (${pct >= 0 ? '+' : ''}${pct.toFixed(0)}%)`;
    })
    .join('');
}
