/** CI services that `init --ci` writes a job for. */
export const CI_SERVICES = ['github', 'gitlab'] as const;
/** One of them. */
export type CiService = (typeof CI_SERVICES)[number];
