import type { AuditDefinition } from '../plugins/audit/settings/audit-definition.ts';

/** Sections of the configuration that belong to plugins of the package; each plugin reads its own. */
export interface OfficialSettings {
  /** What `audit` leaves out, and where its task is made. */
  readonly audit?: AuditDefinition;
}

export const SECTIONS: readonly (keyof OfficialSettings)[] = ['audit'];
