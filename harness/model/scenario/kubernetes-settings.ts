/** Settings for running a k6 script in a Kubernetes cluster, by k6-operator. */
export interface KubernetesSettings {
  /** Address of the server in the cluster; null where the script itself has it. */
  readonly baseUrl: string | null;
  /** Image of the runners; null: that of the k6 which is found here. */
  readonly image: string | null;
  /** Each runner on a node of its own. */
  readonly separate: boolean;
  /** Objects are removed when the run is over. */
  readonly cleanup: boolean;
  /** Quantities of resources as Kubernetes writes them: `{ cpu: '500m' }`. */
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** Persistent volume claim that runners write their points to; null: they write none. */
  readonly results: string | null;
  /** Further arguments of `k6 run`. */
  readonly args: readonly string[];
}
