package io.weir.console.view;

import io.weir.schemas.Model;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A published model, without its weights.
 *
 * @param modelVersion version
 * @param parentVersion version it was trained on from; null for the first
 * @param createdMillis when it was published
 * @param trainedThroughMillis event time up to which samples were learned from
 * @param members networks whose mean it is
 * @param provenance samples seen, options hash, code version and others
 */
public record ModelEntry(
    long modelVersion,
    @Nullable Long parentVersion,
    long createdMillis,
    long trainedThroughMillis,
    int members,
    Map<String, String> provenance) {

  /** Makes the entry of a published model. */
  public static ModelEntry of(Model model) {
    return new ModelEntry(
        model.getModelVersion(),
        model.getParentVersion(),
        model.getCreatedAt().toEpochMilli(),
        model.getTrainedThrough().toEpochMilli(),
        model.getMembers().size(),
        new TreeMap<>(model.getProvenance()));
  }
}
