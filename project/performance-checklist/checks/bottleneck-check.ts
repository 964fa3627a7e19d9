import type { ChecklistEvidence } from '../../../harness/model/documents/performance-checklist-document.ts';
import type { PerformanceMap } from '../../../harness/model/documents/performance-map-document.ts';
import { flattenOperationSteps } from '../../../harness/model/program/operation-time-breakdown-step-schema.ts';
import { type ChecklistCheck, failCheck, passWithEvidence } from '../checklist-item-check.ts';
import type { FoundDocument } from '../performance-checklist-evidence-types.ts';

const judge: ChecklistCheck['judge'] = ({ maps }) => {
  const shown = maps.flatMap(bottlenecksIn);
  return passWithEvidence(
    shown,
    'A profile based on measurements shows where the time goes.',
    failCheck(
      maps.length === 0
        ? 'No profile shows where the time goes.'
        : 'The time distribution is estimated, not measured.',
      'Profile the scenario: perf-harness profile <scenario> --reporter json=profile.json, then perf-harness check --evidence profile.json.',
      maps.map(({ file }) => ({
        file,
        line: null,
        text: 'a performance map without a measured bottleneck',
      })),
    ),
  );
};

/** Checks for a bottleneck identified by a profile. */
export const bottleneckCheck: ChecklistCheck = {
  id: 'bottleneck',
  title: 'Bottleneck identified by a profile',
  judge,
};

/** The same, as the final list words it. */
export const finalBottleneckCheck: ChecklistCheck = {
  id: 'bottlenecks',
  title: 'Bottlenecks with evidence',
  judge,
};

/** Returns the largest bottleneck of a map whose step was measured. */
function bottlenecksIn({
  file,
  content,
}: FoundDocument<PerformanceMap>): readonly ChecklistEvidence[] {
  const measured = new Set(
    flattenOperationSteps(content.steps).flatMap(({ id, origin }) =>
      origin === 'measured' ? [id] : [],
    ),
  );
  const first = content.top_bottlenecks.find(({ step }) => measured.has(step));
  if (first === undefined) return [];
  const { type, share, function: name, location } = first;
  const place = location === null ? name : `${name} (${location})`;
  return [{ file, line: null, text: `${type}, ${share.toFixed(1)} % of the time: ${place}` }];
}
