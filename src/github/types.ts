/** What started the run, as far as kubeproof cares. */
export type EventKind =
  | 'pull_request'
  /** Somebody approved, or took it back: judged like the pull request. */
  | 'pull_request_review'
  /** Another workflow's run ended: its evidence is published with the rights its own token lacked. */
  | 'workflow_run'
  | 'merge_group'
  | 'push'
  | 'schedule'
  | 'workflow_dispatch'
  /** Any other event: evaluated like a push without a base. */
  | 'other';

/** The pull request of the event. */
export interface PullRequest {
  readonly number: number;
  /** Tip of the pull request's branch: not the merge commit that the runner checks out. */
  readonly headSha: string;
  /** Tip of the base branch when the event was sent; the merge base is worked out from it with git. */
  readonly baseSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  /** Head lives in another repository: the token is read-only. */
  readonly fork: boolean;
  readonly draft: boolean;
  /** Names, when the event was sent. */
  readonly labels: readonly string[];
}

/** The run that ended, of a `workflow_run` event: GitHub's own words, not those of the run. */
export interface WorkflowRun {
  readonly id: string;
  readonly attempt: string;
  /** What started it: `pull_request`. */
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  /** Owner of the repository the head lives in. */
  readonly headOwner: string;
}

/** The commit whose lines findings name. */
export interface JudgedCommit {
  readonly commit: string;
  /** Whether a file is there as it is at the head. */
  readonly asAtHead: (path: string) => boolean;
}

/** The run as GitHub describes it. */
export interface GitHubContext {
  readonly event: EventKind;
  /** `GITHUB_EVENT_NAME` as it came. */
  readonly eventName: string;
  readonly owner: string;
  readonly repository: string;
  /** Without a trailing slash. */
  readonly apiUrl: string;
  /** Without a trailing slash. */
  readonly serverUrl: string;
  /** Commit the evaluation speaks about. For a pull request its head, else `GITHUB_SHA` or the payload's head. */
  readonly headSha: string;
  /** Commit to compare with: base branch tip, merge queue base, or the commit before the push. */
  readonly baseSha?: string;
  readonly runId: string;
  readonly runAttempt: string;
  /** For a pull request its own branch. */
  readonly branch?: string;
  /** Name of the workflow's file: `kubeproof.yaml`. */
  readonly workflow?: string;
  /** Whether everybody can read the repository; undefined when the event does not say. */
  readonly isPublic?: boolean;
  readonly workspace: string;
  readonly pullRequest?: PullRequest;
  /** What was judged, when that is not the head itself: the merge commit that the runner checked out. */
  readonly judged?: JudgedCommit;
  readonly workflowRun?: WorkflowRun;
}
