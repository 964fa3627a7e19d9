import type { Auditor } from '../../auditor.ts';
import { ACQUIRE_WITHOUT_RELEASE } from './acquire-without-release/rule.ts';
import { ERROR_PATH_WITHOUT_CLEANUP } from './error-path-without-cleanup/rule.ts';
import { INJECTED_SESSION_IN_LONG_LIVED_CONTEXT } from './injected-session-in-long-lived-context/rule.ts';
import { POOL_CONFIGURATION_GAPS } from './pool-configuration-gaps/rule.ts';
import { SCOPE_MISMATCH } from './scope-mismatch/rule.ts';
import { STREAMING_HOLDS_SESSION } from './streaming-holds-session/rule.ts';

/** Fourth auditor, which runs only on request (L654-01). */
export const RESOURCE_LIFECYCLE: Auditor = {
  id: '654',
  pack: 'lifecycle',
  category: 'Resource Lifecycle',
  priority: 'MEDIUM',
  checks: [
    { id: 'resource_scope_mismatch', name: 'Sessions held during other work' },
    { id: 'streaming_resource_holding', name: 'Streams that hold a session' },
    { id: 'missing_resource_cleanup', name: 'Resources that are not released' },
    { id: 'pool_configuration_gaps', name: 'Pools with missing settings' },
    { id: 'error_path_leak', name: 'Exit paths without cleanup' },
    { id: 'factory_vs_injection', name: 'Request sessions that outlive the request' },
  ],
  rules: [
    SCOPE_MISMATCH,
    STREAMING_HOLDS_SESSION,
    ACQUIRE_WITHOUT_RELEASE,
    POOL_CONFIGURATION_GAPS,
    ERROR_PATH_WITHOUT_CLEANUP,
    INJECTED_SESSION_IN_LONG_LIVED_CONTEXT,
  ],
};
