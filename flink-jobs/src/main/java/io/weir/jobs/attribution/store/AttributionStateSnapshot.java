package io.weir.jobs.attribution.store;

import io.weir.jobs.attribution.state.AttributionState;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.formats.avro.typeutils.AvroSerializerSnapshot;

/**
 * What a savepoint says of {@link AttributionStateSerializer}: nothing, as each value bears its
 * version. State that earlier releases wrote with Avro is written anew once, when it is restored.
 */
public final class AttributionStateSnapshot implements TypeSerializerSnapshot<AttributionState> {
  private static final int VERSION = 1;

  /** For Flink. */
  public AttributionStateSnapshot() {}

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) {}

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader) {}

  @Override
  public TypeSerializer<AttributionState> restoreSerializer() {
    return new AttributionStateSerializer();
  }

  @Override
  public TypeSerializerSchemaCompatibility<AttributionState> resolveSchemaCompatibility(
      TypeSerializerSnapshot<AttributionState> old) {
    if (old instanceof AttributionStateSnapshot) {
      return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
    if (old instanceof AvroSerializerSnapshot) {
      return TypeSerializerSchemaCompatibility.compatibleAfterMigration();
    }
    return TypeSerializerSchemaCompatibility.incompatible();
  }
}
