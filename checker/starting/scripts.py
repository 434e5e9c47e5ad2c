"""The workflow and the job that ``init`` writes. What the command line says stands in variables, never in a script."""

GITHUB = """\
# Judges the models that services depend on; written by modelbylaws init.
name: models
on:
  pull_request:
  push:
    branches: [main]

permissions: {}

concurrency:
  group: models-${{ github.ref }}
  cancel-in-progress: true

jobs:
  models:
    name: models
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read # to check out
      pull-requests: write # for the comment
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - name: Judge
        env:
          PROGRAM: <SOURCE>
          CONFIG: <CONFIG>
          BASE: ${{ github.event.pull_request.base.sha }}
          LINK: ${{ github.server_url }}/${{ github.repository }}/blob/${{ github.sha }}/{path}#L{line}
        run: |
          python3 -I -m venv "$RUNNER_TEMP/judge"
          "$RUNNER_TEMP/judge/bin/pip" install --quiet "$PROGRAM"
          set -- check --output full --output github --output "markdown=$GITHUB_STEP_SUMMARY"
          set -- "$@" --output "markdown-comment=$RUNNER_TEMP/comment.md" "--link-template=$LINK"
          if [ -n "$CONFIG" ]; then set -- "$@" "--config=$CONFIG"; fi
          if [ -n "$BASE" ]; then set -- "$@" "--against=$BASE"; fi
          "$RUNNER_TEMP/judge/bin/modelbylaws" "$@" --
      - name: Comment
        # A pull request from a fork gets no right to write; its findings are annotations and the summary.
        if: always() && github.event.pull_request.head.repo.full_name == github.repository
        env:
          GH_TOKEN: ${{ github.token }}
          REPOSITORY: ${{ github.repository }}
          PULL: ${{ github.event.pull_request.number }}
          MARK: "<!-- modelbylaws -->"
        run: |
          body=$RUNNER_TEMP/comment.md
          if [ ! -f "$body" ]; then
            printf '%s\\n' "$MARK" '**modelbylaws** wrote no report; the log of this run says why.' >"$body"
          fi
          ours='.[] | select(.user.login == "github-actions[bot]") | select(.body | startswith(env.MARK)) | .id'
          id=$(gh api --paginate "repos/$REPOSITORY/issues/$PULL/comments" --jq "$ours" | sed -n 1p)
          if [ -n "$id" ]; then
            gh api --silent --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field "body=@$body"
          else
            gh api --silent --method POST "repos/$REPOSITORY/issues/$PULL/comments" --field "body=@$body"
          fi
"""

GITLAB = """\
# Judges the models that services depend on; written by modelbylaws init.
models:
  image: python:3.13
  variables:
    GIT_DEPTH: "0"
    PROGRAM: <SOURCE>
    CONFIG: <CONFIG>
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - rm -f quality.json junit.xml # what the change brings under these names is no report
    - python3 -I -m venv "$CI_PROJECT_DIR.judge"
    - $CI_PROJECT_DIR.judge/bin/pip install --quiet "$PROGRAM"
    - set -- check --output gitlab=quality.json --output junit=junit.xml
    - if [ -n "$CONFIG" ]; then set -- "$@" "--config=$CONFIG"; fi
    - |
      if [ -n "${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}" ]; then
        git fetch --quiet origin "+refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/judge"
        set -- "$@" "--against=$CI_MERGE_REQUEST_DIFF_BASE_SHA" --trust refs/judge
      fi
    - $CI_PROJECT_DIR.judge/bin/modelbylaws "$@" --
  artifacts:
    when: always
    reports:
      codequality: quality.json
      junit: junit.xml
"""
