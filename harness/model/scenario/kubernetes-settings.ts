/** Settings for running a k6 script in a Kubernetes cluster, by k6-operator. */
export interface KubernetesSettings {
  /** Address of the server in the cluster; null where the script itself has it. */
  readonly baseUrl: string | null;
  /** Image of the runners; null: that of the local k6's version. */
  readonly image: string | null;
  /** Set to run each runner on a separate node. */
  readonly separate: boolean;
  /** Objects are removed when the run is over. */
  readonly cleanup: boolean;
  /** Quantities of resources as Kubernetes writes them: `{ cpu: '500m' }`. */
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** Persistent volume claim to which runners write their data points; null: none are written. */
  readonly results: string | null;
  /** Further arguments of `k6 run`. */
  readonly args: readonly string[];
}
