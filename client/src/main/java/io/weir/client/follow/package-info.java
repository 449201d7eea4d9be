/**
 * Reading topics from the beginning and on and on, past every error. Public; knows no record type
 * and nothing of decisions.
 */
@NullMarked
package io.weir.client.follow;

import org.jspecify.annotations.NullMarked;
