/**
 * What `npm run` put into the environment for this lab and a program of the user must not take for its own:
 * npm would install into the lab's folder, or without the scripts that the lab's own .npmrc forbids.
 * What the user set (`NPM_CONFIG_…`, and everything of ~/.npmrc) stays.
 */
const OF_THE_LAB =
  /^(npm_(package|lifecycle)_.*|npm_command|npm_config_(local_prefix|ignore_scripts|loglevel|fund|audit|update_notifier|save_exact))$/;

export function userEnv(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THE_LAB.test(name)));
}
