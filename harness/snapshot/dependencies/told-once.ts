import type { Finding } from '../../model/finding.ts';
import type { SideSnapshot } from '../snapshots.ts';

type NamedSide = Pick<SideSnapshot, 'label' | 'findings'>;

/** What is said of a side with its name, and the same of the other where it has the same cause. */
const OF_INSTALLING = [
  'install-failed',
  'package-manager-missing',
  'package-manager-fetched',
  'lockfile-out-of-sync',
  'packages-left-out',
  'dependency-outside',
];

/**
 * Words what both sides have in common as one finding of both, so that whoever reads the findings of
 * either, or of both, reads it once.
 */
export function toldOnce<Side extends NamedSide>(base: Side, head: Side): readonly [Side, Side] {
  const common = (side: Side, other: Side): Side => {
    const ofOther = new Set(other.findings.map((one) => ofBoth(one, other.label).message));
    const findings = side.findings.map((finding) => {
      const shared = ofBoth(finding, side.label);
      const isShared = OF_INSTALLING.includes(finding.id) && ofOther.has(shared.message);
      return isShared ? shared : finding;
    });
    return { ...side, findings };
  };
  return [common(base, head), common(head, base)];
}

function ofBoth(finding: Finding, label: string): Finding {
  const name = (text: string, sides: string): string =>
    text.replaceAll(` of ${label}`, ` of ${sides}`).replaceAll(` in ${label}`, ` in ${sides}`);
  const { message, remedy } = finding;
  const shared = { ...finding, message: name(message, 'both sides') };
  return remedy === undefined ? shared : { ...shared, remedy: name(remedy, 'either side') };
}
