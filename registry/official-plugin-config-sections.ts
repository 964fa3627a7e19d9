import type { AuditDefinition } from '../plugins/audit/audit-config-definition.ts';
import type { MonitoringSettings } from '../plugins/monitoring/monitoring-settings.ts';
import type { OptimizeDefinition } from '../plugins/optimize/settings/optimize-config-section-types.ts';

export type * from '../plugins/optimize/settings/optimize-config-section-types.ts';

/** Sections of the configuration that belong to plugins of the package; each plugin reads its own. */
export interface OfficialPluginSettings {
  /** Files that `audit` leaves out, and the tracker in which its task is created. */
  readonly audit?: AuditDefinition;
  /** Generators and reviewers of `optimize` where the command line names none. */
  readonly optimize?: OptimizeDefinition;
  /** Names that the metrics of a running service have. */
  readonly monitoring?: Partial<MonitoringSettings>;
}

export const PLUGIN_CONFIG_SECTIONS: readonly (keyof OfficialPluginSettings)[] = [
  'audit',
  'optimize',
  'monitoring',
];
