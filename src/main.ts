/**
 * The bundle's contents: three ways in, each loaded only when it is taken, so that none pays for the others.
 */
export async function action(): Promise<void> {
  await (await import('./action.ts')).action();
}

export async function cli(): Promise<void> {
  await (await import('./cli.ts')).cli(process.argv.slice(2));
}

export async function worker(): Promise<void> {
  await (await import('./render/embedded/index.ts')).runEmbeddedWorker();
}
