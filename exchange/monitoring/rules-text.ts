import { stringify } from 'yaml';
import type { MonitoringSettings } from '../../harness/model/scenario/monitoring-settings.ts';
import { type RuleGroup, ruleGroups } from './rules.ts';
import type { Watch } from './watch.ts';

/** A rule file of Prometheus, which says where its names come from. */
export function rulesText(watches: readonly Watch[], settings: MonitoringSettings): string {
  const groups: readonly RuleGroup[] = ruleGroups(watches);
  return `# Made from budgets by "perf-harness init --monitoring".
# Check it: promtool check rules rules.yml. Load it: rule_files in prometheus.yml.
#
# Requests are taken from ${settings.requestDuration}, by the labels ${settings.routeLabel},
# ${settings.methodLabel} and ${settings.statusLabel}. The defaults are the names of OpenTelemetry's semantic
# conventions as Prometheus has them; "monitoring" in the configuration of perf-harness changes them.
# perf_harness_* are what "perf-harness run --reporter openmetrics=FILE" writes.
${stringify({ groups }, { lineWidth: 0 })}`;
}
