import { posix } from 'node:path';
import type {
  AdvisoryFinding,
  AuditFinding,
  CompletedCategory,
} from '../document/audit-document.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';
import type { ProjectDecision } from './read-project-adrs-and-roadmap.ts';

/** Makes findings advisory, not counted, that a project decision covers (SH6-10, SH6-12). */
export function markPlannedFindings(
  category: CompletedCategory,
  plans: readonly ProjectDecision[],
): CompletedCategory {
  const planned = category.findings.flatMap((finding): readonly AdvisoryFinding[] => {
    const plan = plans.find((plan) => speaksOf(plan, finding));
    return plan === undefined ? [] : [{ finding, reason: `[Planned: ${plan.name}] ${plan.place}` }];
  });
  if (planned.length === 0) return category;
  const gone = new Set(planned.map(({ finding }) => finding));
  return recountCategory(category, {
    findings: category.findings.filter((finding) => !gone.has(finding)),
    advisory: [...category.advisory, ...planned],
  });
}

function speaksOf({ rules, paths }: ProjectDecision, { rule, check, file }: AuditFinding): boolean {
  const isOfRule = rules.length === 0 || rules.includes(rule) || rules.includes(check);
  const isThere =
    paths.length === 0 ||
    paths.some(
      (path) => file === path || file.startsWith(`${path}/`) || posix.matchesGlob(file, path),
    );
  return isOfRule && isThere;
}
