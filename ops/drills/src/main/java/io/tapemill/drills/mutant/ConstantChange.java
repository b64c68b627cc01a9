package io.tapemill.drills.mutant;

import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/** Replaces a part of every text constant of a class that has it. */
final class ConstantChange extends AsmVisitorWrapper.AbstractBase {
    private final String part;
    private final String other;

    ConstantChange(String part, String other) {
        this.part = part;
        this.other = other;
    }

    @Override
    public ClassVisitor wrap(
            TypeDescription type,
            ClassVisitor visitor,
            Implementation.Context context,
            TypePool pool,
            FieldList<FieldDescription.InDefinedShape> fields,
            MethodList<?> methods,
            int writerFlags,
            int readerFlags) {
        return new AsmVisitorWrapper.ForDeclaredMethods()
                .method(ElementMatchers.any(), this::wrapMethod)
                .wrap(type, visitor, context, pool, fields, methods, writerFlags, readerFlags);
    }

    private MethodVisitor wrapMethod(
            TypeDescription type,
            MethodDescription method,
            MethodVisitor visitor,
            Implementation.Context context,
            TypePool pool,
            int writerFlags,
            int readerFlags) {
        return new MethodVisitor(Opcodes.ASM9, visitor) {
            @Override
            public void visitLdcInsn(Object value) {
                super.visitLdcInsn(value instanceof String text ? text.replace(part, other) : value);
            }
        };
    }
}
