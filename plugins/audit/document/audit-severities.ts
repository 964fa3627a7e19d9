/** How much findings of an audit weigh, from the worst on. */
export const AUDIT_SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
