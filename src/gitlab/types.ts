/** The merge request of a pipeline, as its variables say (docs.gitlab.com/ci/variables/predefined_variables). */
export interface GitLabContext {
  /** `CI_API_V4_URL`, without a trailing slash. */
  readonly apiUrl: string;
  /** Page of the project the merge request goes to, without a trailing slash. */
  readonly projectUrl: string;
  /** Project the merge request goes to; a fork's pipeline runs in another. */
  readonly projectId: string;
  readonly mergeRequest: number;
  /** Tip of the source branch. */
  readonly headSha: string;
  /** Commit that is checked out: the tip, or the merge with the target branch in a pipeline for merged results. */
  readonly checkedOut: string;
  /** Orders runs: `CI_JOB_ID`, which grows. */
  readonly run: string;
  /** Page of the job, where its artifacts are. */
  readonly runUrl: string;
}

/** The three commits of a merge request's diff, which positions name. */
export interface DiffRefs {
  readonly base: string;
  readonly start: string;
  readonly head: string;
}

/** A merge request as read. */
export interface MergeRequest {
  /** Undefined while GitLab is still preparing the diff. */
  readonly refs: DiffRefs | undefined;
  readonly author: string;
}

/** A comment that only its author sees yet. */
export interface Draft {
  readonly id: number;
  readonly body: string;
}
