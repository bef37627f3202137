import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RenderFailure } from '../failure.ts';

/** A temporary folder that holds exactly the files of one render, and the homes a tool may write to. */
export class Workspace {
  readonly folder: string;
  /** The tool's working folder: what it is given lies below. */
  readonly files: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.files = join(folder, 'work');
  }

  static async create(): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'kubeproof-')));
    await mkdir(workspace.files);
    for (const name of ['home', 'cache', 'config', 'data', 'plugins', 'tmp', 'bin'])
      await mkdir(join(workspace.folder, name));
    return workspace;
  }

  /**
   * Writes a file below {@link files}.
   * @throws {RenderFailure} for a path that would lead anywhere else, or that the file system refuses
   */
  async write(path: string, content: Uint8Array): Promise<void> {
    const steps = path.split('/');
    if (steps.some(step => step === '' || step === '.' || step === '..') || /[\\\0]/.test(path)) {
      throw new RenderFailure({
        code: 'file-name-refused',
        message: `The file name ${JSON.stringify(path)} cannot be given to a tool`,
        hint: 'Rename the file',
      });
    }
    const target = join(this.files, ...steps);
    try {
      await mkdir(dirname(target), { recursive: true });
      // wx: never through a link, never over another file.
      await writeFile(target, content, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new RenderFailure({
        code: 'file-name-refused',
        message: `The file ${path} could not be written to the temporary folder (${reason})`,
        hint: 'Rename the file when its name is the cause, or free space in the temporary folder',
      });
    }
  }

  /** Gives a file that {@link write} wrote a new content. */
  async replace(path: string, content: Uint8Array): Promise<void> {
    await writeFile(join(this.files, path), content);
  }

  /** Removes absolute paths of this machine from a tool's message. */
  clean(text: string): string {
    return text
      .replaceAll(`/private${this.files}`, this.files)
      .replaceAll(`${this.files}/`, '')
      .replaceAll(this.files, '.')
      .replaceAll(this.folder, '');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * The environment of a tool: nothing of this process but the clock zone of UTC. No PATH, so that it starts no
   * other program (git, plugins, post-renderers); homes that are empty; a proxy that nobody answers at, so that an
   * address in a file cannot be fetched.
   */
  environment(): Record<string, string> {
    const at = (name: string): string => join(this.folder, name);
    const nobody = 'http://127.0.0.1:9';
    return {
      PATH: at('bin'),
      HOME: at('home'),
      TMPDIR: at('tmp'),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      HELM_CACHE_HOME: at('cache'),
      HELM_CONFIG_HOME: at('config'),
      HELM_DATA_HOME: at('data'),
      HELM_PLUGINS: at('plugins'),
      KUSTOMIZE_PLUGIN_HOME: at('plugins'),
      XDG_CACHE_HOME: at('cache'),
      XDG_CONFIG_HOME: at('config'),
      XDG_DATA_HOME: at('data'),
      HTTP_PROXY: nobody,
      HTTPS_PROXY: nobody,
      http_proxy: nobody,
      https_proxy: nobody,
    };
  }
}
