/** Severities of audit findings, the most severe first. */
export const AUDIT_SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
type Severity = (typeof AUDIT_SEVERITIES)[number];

export function isAtLeastAsSevere(severity: Severity, limit: Severity): boolean {
  return AUDIT_SEVERITIES.indexOf(severity) <= AUDIT_SEVERITIES.indexOf(limit);
}

/** Returns the severity one level lower; LOW stays LOW. */
export function lowerSeverity(severity: Severity): Severity {
  return AUDIT_SEVERITIES[AUDIT_SEVERITIES.indexOf(severity) + 1] ?? 'LOW';
}
