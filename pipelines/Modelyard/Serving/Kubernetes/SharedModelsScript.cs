using Modelyard.Versions.SavedModels;

namespace Modelyard.Serving.Kubernetes;

/// <summary>
/// The program that brings SavedModels to a shared TensorFlow Serving and waits until it predicts. Its image has bash and coreutils. Done again, or after it was killed anywhere, it
/// ends in the same: folders and the file appear whole or not at all.
/// </summary>
internal static class SharedModelsScript
{
    /// <summary>Variables that it is told by.</summary>
    public static class Variables
    {
        /// <summary>The folder that holds <see cref="VersionsName"/> and the file for TensorFlow Serving.</summary>
        public const string List = "YARD_LIST";

        /// <summary>SHA-256 of that file, in hex digits: a kubelet may still have the one before.</summary>
        public const string Digest = "YARD_DIGEST";

        /// <summary>Folders that are stores, or hold objects as stores do, by a space.</summary>
        public const string Stores = "YARD_STORES";

        /// <summary>The folder that TensorFlow Serving sees.</summary>
        public const string Folder = "YARD_FOLDER";

        /// <summary>Versions that must predict, as <c>model/number</c>, by a space.</summary>
        public const string Awaited = "YARD_AWAITED";

        /// <summary>Where TensorFlow Serving speaks REST.</summary>
        public const string Host = "YARD_HOST";

        public const string Port = "YARD_PORT";

        /// <summary>How long it may take in all.</summary>
        public const string Seconds = "YARD_SECONDS";
    }

    public const string VersionsName = "versions";

    /// <summary>Each answer may be of another replica, which looks at the file at another moment.</summary>
    private const int TimesInARow = 20;

    public static string Text { get; } = $$"""
        set -euo pipefail
        umask 022
        shopt -s nullglob dotglob
        config={{TensorFlowFiles.ModelsName}}

        # A mesh's sidecar that outlived this program would keep its Job from ending.
        end_sidecar() {
          ( exec 3<>/dev/tcp/127.0.0.1/15020 && printf 'POST /quitquitquit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' >&3 && read -r -t 5 <&3 ) 2>/dev/null || true
        }
        trap end_sidecar EXIT

        object_of() {
          local store
          for store in ${{Variables.Stores}}; do
            if [[ -d $store/objects/${1:0:2}/$1/{{SavedModel.Folder}} ]]; then echo "$store/objects/${1:0:2}/$1/{{SavedModel.Folder}}"; return; fi
          done
          return 1
        }

        # Links where both are on one volume, copies elsewhere. Folders are our own, since those of a store can be changed by nobody.
        bring() {
          local each
          mkdir "$2"
          for each in "$1"/*; do
            if [[ -d $each ]]; then bring "$each" "$2/${each##*/}"
            elif ! ln "$each" "$2/${each##*/}" 2>/dev/null; then cp "$each" "$2/${each##*/}"; sync "$2/${each##*/}"
            fi
          done
          sync "$2"
        }

        predicts() (
          body=${{Variables.Folder}}/$1/{{SavedModel.Ready}}
        {{Indented(TensorFlowFiles.Ask($"${Variables.Host}", $"${Variables.Port}", "/v1/models/${1%/*}/versions/${1#*/}:predict"))}}
        )

        until [[ "$(sha256sum <"${{Variables.List}}/$config")" == "${{Variables.Digest}} "* ]]; do
          if (( SECONDS >= {{Variables.Seconds}} )); then echo "$config of ${{Variables.List}} is not the one that was deployed"; exit 1; fi
          sleep 1
        done

        # All versions that are to blame are told, each by a line that begins with its place.
        failed=0
        blame() { echo "$1"; failed=1; }

        declare -A listed=()
        mkdir -p "${{Variables.Folder}}"
        while read -r model version artifact; do
          listed[$model/$version]=1
          models=${{Variables.Folder}}/$model
          if [[ -d $models/$version ]]; then continue; fi
          if ! object=$(object_of "$artifact"); then
            blame "$model/$version is in no store: ${{Variables.Stores}} have no objects/${artifact:0:2}/$artifact/{{SavedModel.Folder}}"
            continue
          fi
          mkdir -p "$models"
          sync "${{Variables.Folder}}"
          rm -rf "$models/.$version"
          bring "$object" "$models/.$version"
          mv -T "$models/.$version" "$models/$version"
          sync "$models"
          echo "brought $model/$version"
        done <"${{Variables.List}}/{{VersionsName}}"
        (( failed == 0 )) || exit 1

        if [[ ! -e ${{Variables.Folder}}/$config || "$(<"${{Variables.Folder}}/$config")" != "$(<"${{Variables.List}}/$config")" ]]; then
          cp "${{Variables.List}}/$config" "${{Variables.Folder}}/.$config"
          sync "${{Variables.Folder}}/.$config"
          mv -T "${{Variables.Folder}}/.$config" "${{Variables.Folder}}/$config"
          sync "${{Variables.Folder}}"
          echo "wrote $config"
        fi

        # What no list names, and parts of what was begun. Other files are not ours.
        for folder in "${{Variables.Folder}}"/*/*; do
          place=${folder#"${{Variables.Folder}}/"}
          version=${place#*/}
          if [[ -n ${listed[$place]:-} || ! ${version#.} =~ ^[0-9]+$ ]]; then continue; fi
          rm -rf "$folder"
          rmdir "${folder%/*}" 2>/dev/null || true
          echo "removed $place"
        done

        for place in ${{Variables.Awaited}}; do
          times=0
          while (( times < {{TimesInARow}} )); do
            if answer=$(predicts "$place" 2>&1); then times=$(( times + 1 )); continue; fi
            times=0
            answer=${answer##*$'\n'}
            if (( SECONDS >= {{Variables.Seconds}} )); then blame "$place does not predict at ${{Variables.Host}}:${{Variables.Port}} within ${{Variables.Seconds}} s: ${answer%$'\r'}"; continue 2; fi
            sleep 1
          done
          echo "predicts: $place"
        done
        exit $failed

        """;

    private static string Indented(string lines) => string.Join('\n', lines.TrimEnd('\n').Split('\n').Select(line => $"  {line}"));
}
