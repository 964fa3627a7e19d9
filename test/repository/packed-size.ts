/** What the package may take where it is installed, with all that it depends on: three quarters of it is native code. */
export const MAX_INSTALLED_BYTES = 40e6;
export const MAX_PACKAGES = 20;
